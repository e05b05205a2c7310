"""least mark of a criterion

Revision ID: d519cb55fc82
Revises: 0f6bea707e06
"""

import sqlalchemy as sa
from alembic import op


revision = 'd519cb55fc82'
down_revision = '0f6bea707e06'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('criterion', sa.Column('minimum', sa.Double(), server_default='0', nullable=False))


def downgrade() -> None:
    op.drop_column('criterion', 'minimum')  # in place: bands and marks hang on the rows
