"""An imaginary team's project, for people who have no traffic of their own yet."""
