"""The gallery of our mails: a sample meeting played through the real services, and every mail that it brought as it would be sent."""
