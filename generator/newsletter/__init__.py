"""An edition as a newsletter: made as a message, and sent to subscribers.

Enters: papers, settings, a list of subscribers, and what was sent before. Leaves: messages (RFC 5322) and a journal. `issue` chooses the
papers, `layout` writes HTML and text, `message` the message; `subscribers` reads the list, `journal` keeps who got what, `server` speaks
SMTP and `delivery` puts these together.
"""
