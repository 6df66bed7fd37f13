"""What is filled and signed: forms, answers and rules as pure data. Imports nothing else of Luobi."""
