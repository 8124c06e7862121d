"""The pages for two phones: doors into the store, drawn on the server, working without script.

`create` puts the app together; `doors` holds one module per group of pages. A door asks the store, and the
store decides who may read what: no page decides that.
"""

from pasdedeux.app.create import create_app

__all__ = ["create_app"]
