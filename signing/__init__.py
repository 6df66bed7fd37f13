"""How answers become a signed record: pages, ink, signatures, verification. No screen, no database."""
