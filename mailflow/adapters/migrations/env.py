"""Alembic's entry: run the migrations on the connection that `upgrade` hands over."""

from alembic import context

from mailflow.adapters.tables_questions import questions

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=questions.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
