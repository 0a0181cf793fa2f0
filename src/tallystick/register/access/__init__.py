"""Who may see and do what.

`permissions.csv` is the one table of role, page and action; `permissions` reads it, `page` puts it on a view, and
`silo` narrows what a view reads to the services and sites of the person who asks.
"""
