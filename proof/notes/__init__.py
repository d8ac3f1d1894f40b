"""The formats of transparency logs, as C2SP specifies them: `signed_note`, `verifier_key` and `note_signer`, then what
is written in notes (`checkpoint`), beside them (`tlog_proof`), and about who has to sign them (`policy`).

They are read strictly, as they come from strangers; whatever isn't of the format raises Malformed, in a sentence.
"""
