"""The archive: where records are kept, and how anyone can verify them later."""
