"""The commands of the command line, a function each.

Their modules load quickly: what a command needs is imported when it runs.
"""
