"""What was done, by whom, in an order that cannot be altered unseen.

`models` holds the chain and what every recorded row is; `operation` is the one way to change a recorded row; `verify`
says where a chain, or a row, no longer fits.
"""
