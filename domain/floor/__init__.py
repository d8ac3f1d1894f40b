"""The floor of a call: who may be heard and seen, who asks to speak, who shares a screen."""
