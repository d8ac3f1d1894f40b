"""The call record: what is on record of one call, folded from its facts.

- `record`, `quality`: what it says
- `fold`: facts into a record, by what they are about: `course`, `presence`, `floor`, `rings`, `recorded`
- `reading`: a call's facts, as of one moment of the log
- `sight`: what of it each may see
"""
