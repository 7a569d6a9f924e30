"""Parts of the generator of synthetic data; ``engine.accounts.generate`` puts them together."""
