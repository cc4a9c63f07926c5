"""Celery application: the queue's side of the use cases."""
