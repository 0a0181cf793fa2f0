"""Keep what was said: documents in a case, claims by the hash of what they say, filings and what replaced them.

Reads readings (model/claim.Reading) and the case folder; writes `claim`, `sighting`, `document`, `filing`,
`complete_list`, `participation`, `milestone`, `issue`, `judgement`.
"""
