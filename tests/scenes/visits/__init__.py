"""The visits that go another way than straight through; one subject a file."""
