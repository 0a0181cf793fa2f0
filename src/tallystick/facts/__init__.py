"""What is so, and how sure: claims laid into cells, lines matched, gaps explained, facts estimated.

Reads `claim`, `filing`, `complete_list`; writes `cell`, `match`, `explained`, `fact`, `fact_claim`.
"""
