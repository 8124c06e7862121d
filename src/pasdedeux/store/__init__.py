"""What is kept: encrypted tables, who may read them, and what opens when.

A room for the app alone; it needs the packages of the extra ``app``. Each noun is a module: `persons`,
`preferences`, `sessions`, `couples`, `openings`, `tellings`, `moments`, `notes`, `standings`, `consents`,
`events`, `leaving` for all that ends. `database` opens a store; each function takes a session of it, the keys
of the person who acts, and the time.
"""
