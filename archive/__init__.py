"""Where records are kept, and how anyone can check them later."""
