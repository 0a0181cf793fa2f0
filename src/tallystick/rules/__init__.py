"""What was promised: agreements as code in, who is bound and verdicts with their traces out.

Reads the shelf of agreements and the tables participation, filing, complete_list, milestone, cell and fact; makes
the tables status, obligation, parameter and verdict. Knows no agreement by name.
"""
