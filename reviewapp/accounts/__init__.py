"""Accounts: who may sign in, and as what.

People are enrolled by an administrator or an organizer; nobody registers himself.  Passwords are kept
as argon2id hashes and re-hashed when the cost rises.  Too many failed log-ins lock the account for a
while; an unknown name costs the same time as a wrong password.  Raising `session_epoch` ends every
session of a user at once.

Tables: user_account, role_grant.
"""
