"""Paper: count sheets and labels as PDF, in every language of the register, the same bytes from the same input.

It knows nothing of the database: pages hand it plain lines.
"""
