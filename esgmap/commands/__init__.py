"""One click command per file: open, call the library, print. Nothing else prints."""
