"""One file with all that a city would miss: `sluss backup` writes it while Sluss runs, `sluss restore` brings it back.

manifest.py says what is in it, sqlite.py and postgres.py take the database and put it back, write.py and read.py hold the file.
"""
