"""The forms, their answers and their rules, as pure data. This package imports nothing else of Luobi."""
