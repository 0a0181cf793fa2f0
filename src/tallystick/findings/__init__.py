"""What to do about it: what differs or was not recorded becomes a lead for a person, with a right of reply.

Reads `cell`, `fact`, `explained`, `verdict`, `judgement`, `claim`; writes `gap`, `finding`, `finding_event`.
"""
