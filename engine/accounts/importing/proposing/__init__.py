"""A mapping that is nearly right without being asked for: what files hold, found out.

``proposal.py`` has the values, ``propose.py`` the one function that makes them.
"""
