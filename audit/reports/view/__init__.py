"""Every word and figure that a person will see in a report, decided in one place."""
