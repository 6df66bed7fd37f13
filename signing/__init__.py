"""The path from answers to a signed record: pages, ink, signatures, verification. No screen, no database."""
