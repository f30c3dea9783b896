"""The provincial programme: plan, targets, registers, surveys, training, report.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('denominator',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('province_code', sa.Text(), nullable=True),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('enterprise', 'cooperative', 'household', 'provider', 'ministry_system', name='denominatorkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("source <> ''", name=op.f('ck_denominator_source_named')),
    sa.CheckConstraint('count > 0', name=op.f('ck_denominator_count_positive')),
    sa.CheckConstraint('year BETWEEN 2000 AND 2200', name=op.f('ck_denominator_year_plausible')),
    sa.ForeignKeyConstraint(['province_code'], ['province.code'], name=op.f('fk_denominator_province_code')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_denominator_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_denominator')),
    sa.UniqueConstraint('province_code', 'year', 'kind', name=op.f('uq_denominator_province_code_year_kind'), postgresql_nulls_not_distinct=True)
    )
    op.create_table('indicator_series',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('province_code', sa.Text(), nullable=True),
    sa.Column('programme', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("title <> ''", name=op.f('ck_indicator_series_named')),
    sa.ForeignKeyConstraint(['province_code'], ['province.code'], name=op.f('fk_indicator_series_province_code')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_indicator_series_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_indicator_series')),
    sa.UniqueConstraint('province_code', 'title', name=op.f('uq_indicator_series_province_code_title'), postgresql_nulls_not_distinct=True)
    )
    op.create_table('priority_product',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('province_code', sa.Text(), nullable=False),
    sa.Column('list', sa.Enum('priority', 'ocop', name='productlist', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('organisation_name', sa.Text(), nullable=False),
    sa.Column('tax_code', sa.Text(), nullable=False),
    sa.Column('decision_number', sa.Text(), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=False),
    sa.Column('stars', sa.Integer(), nullable=True),
    sa.Column('criteria', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(list = 'ocop') = (stars IS NOT NULL)", name=op.f('ck_priority_product_stars_of_ocop')),
    sa.CheckConstraint("decision_number <> ''", name=op.f('ck_priority_product_decided')),
    sa.CheckConstraint("name <> '' AND organisation_name <> ''", name=op.f('ck_priority_product_named')),
    sa.CheckConstraint("tax_code = '' OR tax_code ~ '^[0-9]{10}(-[0-9]{3})?$' OR tax_code ~ '^[0-9]{12}$'", name=op.f('ck_priority_product_tax_code_shape')),
    sa.CheckConstraint('stars BETWEEN 1 AND 5', name=op.f('ck_priority_product_stars_range')),
    sa.ForeignKeyConstraint(['province_code'], ['province.code'], name=op.f('fk_priority_product_province_code')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_priority_product_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_priority_product')),
    sa.UniqueConstraint('province_code', 'list', 'tax_code', 'name', name=op.f('uq_priority_product_province_code_list_tax_code_name'))
    )
    op.create_index(op.f('ix_priority_product_province_code'), 'priority_product', ['province_code'], unique=False)
    op.create_table('support_grant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('province_code', sa.Text(), nullable=False),
    sa.Column('recipient', sa.Text(), nullable=False),
    sa.Column('tax_code', sa.Text(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('amount_vnd', sa.Numeric(precision=20, scale=0), nullable=False),
    sa.Column('legal_basis', sa.Text(), nullable=False),
    sa.Column('granted_on', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("legal_basis <> ''", name=op.f('ck_support_grant_basis_named')),
    sa.CheckConstraint("recipient <> '' AND purpose <> ''", name=op.f('ck_support_grant_named')),
    sa.CheckConstraint("tax_code = '' OR tax_code ~ '^[0-9]{10}(-[0-9]{3})?$' OR tax_code ~ '^[0-9]{12}$'", name=op.f('ck_support_grant_tax_code_shape')),
    sa.CheckConstraint('amount_vnd > 0', name=op.f('ck_support_grant_amount_positive')),
    sa.ForeignKeyConstraint(['province_code'], ['province.code'], name=op.f('fk_support_grant_province_code')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_support_grant_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_support_grant'))
    )
    op.create_index('ix_support_grant_place', 'support_grant', ['province_code', 'granted_on'], unique=False)
    op.create_index(op.f('ix_support_grant_tax_code'), 'support_grant', ['tax_code'], unique=False)
    op.create_table('trace_system',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('province_code', sa.Text(), nullable=True),
    sa.Column('kind', sa.Enum('provincial', 'ministry', 'provider', 'marketplace', name='systemkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('operator', sa.Text(), nullable=False),
    sa.Column('tax_code', sa.Text(), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('conformity', sa.Enum('none', 'self_declared', 'certified', name='conformity', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('declaration_number', sa.Text(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('portal_state', sa.Enum('none', 'connecting', 'connected', name='portalstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('connected_on', sa.Date(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(conformity = 'none') = (declaration_number = '')", name=op.f('ck_trace_system_declaration_numbered')),
    sa.CheckConstraint("(portal_state = 'connected') = (connected_on IS NOT NULL)", name=op.f('ck_trace_system_connected_dated')),
    sa.CheckConstraint("name <> '' AND operator <> ''", name=op.f('ck_trace_system_named')),
    sa.CheckConstraint("tax_code = '' OR tax_code ~ '^[0-9]{10}(-[0-9]{3})?$' OR tax_code ~ '^[0-9]{12}$'", name=op.f('ck_trace_system_tax_code_shape')),
    sa.ForeignKeyConstraint(['province_code'], ['province.code'], name=op.f('fk_trace_system_province_code')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_trace_system_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trace_system')),
    sa.UniqueConstraint('province_code', 'name', name=op.f('uq_trace_system_province_code_name'), postgresql_nulls_not_distinct=True)
    )
    op.create_index(op.f('ix_trace_system_province_code'), 'trace_system', ['province_code'], unique=False)
    op.create_table('training_course',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('province_code', sa.Text(), nullable=True),
    sa.Column('field', sa.Enum('award', 'traceability', 'quality', name='coursefield', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('organiser', sa.Text(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=True),
    sa.Column('sign_up_until', sa.Date(), nullable=True),
    sa.Column('pass_percent', sa.Integer(), nullable=True),
    sa.Column('valid_months', sa.Integer(), nullable=True),
    sa.Column('cost_basis', sa.Text(), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("title <> '' AND organiser <> ''", name=op.f('ck_training_course_named')),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_training_course_days_order')),
    sa.CheckConstraint('pass_percent BETWEEN 1 AND 100', name=op.f('ck_training_course_pass_percent_range')),
    sa.CheckConstraint('seats > 0', name=op.f('ck_training_course_seats_positive')),
    sa.CheckConstraint('valid_months > 0', name=op.f('ck_training_course_valid_months_positive')),
    sa.ForeignKeyConstraint(['created_by_id'], ['user_account.id'], name=op.f('fk_training_course_created_by_id')),
    sa.ForeignKeyConstraint(['province_code'], ['province.code'], name=op.f('fk_training_course_province_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training_course'))
    )
    op.create_index('ix_training_course_place', 'training_course', ['province_code', 'starts_on'], unique=False)
    op.create_table('course_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('training_course_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('plan', 'invitation', 'programme', 'material', name='coursefilekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('added_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['added_by_id'], ['user_account.id'], name=op.f('fk_course_file_added_by_id')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_course_file_file_id')),
    sa.ForeignKeyConstraint(['training_course_id'], ['training_course.id'], name=op.f('fk_course_file_training_course_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_file'))
    )
    op.create_index(op.f('ix_course_file_training_course_id'), 'course_file', ['training_course_id'], unique=False)
    op.create_table('indicator_value',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('indicator_series_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('value', sa.Numeric(precision=20, scale=6), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("source <> ''", name=op.f('ck_indicator_value_source_named')),
    sa.CheckConstraint('year BETWEEN 2000 AND 2200', name=op.f('ck_indicator_value_year_plausible')),
    sa.ForeignKeyConstraint(['indicator_series_id'], ['indicator_series.id'], name=op.f('fk_indicator_value_indicator_series_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_indicator_value_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_indicator_value')),
    sa.UniqueConstraint('indicator_series_id', 'year', name=op.f('uq_indicator_value_indicator_series_id_year'))
    )
    op.create_table('participant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('training_course_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.Enum('state_officer', 'enterprise', 'household', 'assessor', 'council_member', name='participantkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('full_name', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('position', sa.Text(), nullable=False),
    sa.Column('organisation_name', sa.Text(), nullable=False),
    sa.Column('tax_code', sa.Text(), nullable=False),
    sa.Column('signed_up_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('rated_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("full_name <> ''", name=op.f('ck_participant_named')),
    sa.CheckConstraint("kind NOT IN ('enterprise', 'household') OR organisation_name <> ''", name=op.f('ck_participant_organisation_named')),
    sa.CheckConstraint("tax_code = '' OR tax_code ~ '^[0-9]{10}(-[0-9]{3})?$' OR tax_code ~ '^[0-9]{12}$'", name=op.f('ck_participant_tax_code_shape')),
    sa.CheckConstraint('email = lower(email)', name=op.f('ck_participant_email_lower')),
    sa.ForeignKeyConstraint(['training_course_id'], ['training_course.id'], name=op.f('fk_participant_training_course_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user_account.id'], name=op.f('fk_participant_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_participant'))
    )
    op.create_index(op.f('ix_participant_tax_code'), 'participant', ['tax_code'], unique=False)
    op.create_index(op.f('ix_participant_training_course_id'), 'participant', ['training_course_id'], unique=False)
    op.create_index(op.f('ix_participant_user_id'), 'participant', ['user_id'], unique=False)
    op.create_index('uq_participant_address', 'participant', ['training_course_id', 'email'], unique=True, postgresql_where="email <> '' AND removed_at IS NULL")
    op.create_table('programme_plan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('province_code', sa.Text(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('signer', sa.Text(), nullable=False),
    sa.Column('period_from', sa.Date(), nullable=False),
    sa.Column('period_to', sa.Date(), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("number <> '' AND signer <> '' AND title <> ''", name=op.f('ck_programme_plan_named')),
    sa.CheckConstraint('period_to >= period_from', name=op.f('ck_programme_plan_period_order')),
    sa.CheckConstraint('year BETWEEN 2000 AND 2200', name=op.f('ck_programme_plan_year_plausible')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_programme_plan_file_id')),
    sa.ForeignKeyConstraint(['province_code'], ['province.code'], name=op.f('fk_programme_plan_province_code')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_programme_plan_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_plan')),
    sa.UniqueConstraint('province_code', 'year', name=op.f('uq_programme_plan_province_code_year'))
    )
    op.create_table('programme_report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('province_code', sa.Text(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('period', sa.Enum('half', 'year', name='reportperiod', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state', sa.Enum('draft', 'signed', 'sent', name='programmereportstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('words', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('figures', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('figures_sha256', sa.Text(), nullable=False),
    sa.Column('drawn_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=True),
    sa.Column('signer', sa.Text(), nullable=False),
    sa.Column('signed_file_id', sa.Uuid(), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'draft') = (signed_file_id IS NULL)", name=op.f('ck_programme_report_signed_copy_when_signed')),
    sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f('ck_programme_report_sent_at_set')),
    sa.CheckConstraint("figures_sha256 ~ '^[0-9a-f]{64}$'", name=op.f('ck_programme_report_sha256_shape')),
    sa.CheckConstraint("state = 'draft' OR (number <> '' AND issued_on IS NOT NULL AND signer <> '')", name=op.f('ck_programme_report_numbered_when_signed')),
    sa.CheckConstraint('year BETWEEN 2000 AND 2200', name=op.f('ck_programme_report_year_plausible')),
    sa.ForeignKeyConstraint(['created_by_id'], ['user_account.id'], name=op.f('fk_programme_report_created_by_id')),
    sa.ForeignKeyConstraint(['province_code'], ['province.code'], name=op.f('fk_programme_report_province_code')),
    sa.ForeignKeyConstraint(['signed_file_id'], ['stored_file.id'], name=op.f('fk_programme_report_signed_file_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_report')),
    sa.UniqueConstraint('province_code', 'year', 'period', name=op.f('uq_programme_report_province_code_year_period'))
    )
    op.create_index(op.f('ix_programme_report_province_code'), 'programme_report', ['province_code'], unique=False)
    op.create_table('programme_target',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('province_code', sa.Text(), nullable=True),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('metric', sa.Text(), nullable=False),
    sa.Column('indicator_series_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('value', sa.Numeric(precision=20, scale=6), nullable=False),
    sa.Column('unit', sa.Enum('percent', 'count', name='unit', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(metric = '') = (indicator_series_id IS NOT NULL)", name=op.f('ck_programme_target_one_measure')),
    sa.CheckConstraint("title <> '' AND source <> ''", name=op.f('ck_programme_target_named')),
    sa.CheckConstraint("unit <> 'percent' OR value <= 100", name=op.f('ck_programme_target_percent_range')),
    sa.CheckConstraint('value > 0', name=op.f('ck_programme_target_value_positive')),
    sa.CheckConstraint('year BETWEEN 2000 AND 2200', name=op.f('ck_programme_target_year_plausible')),
    sa.ForeignKeyConstraint(['indicator_series_id'], ['indicator_series.id'], name=op.f('fk_programme_target_indicator_series_id')),
    sa.ForeignKeyConstraint(['province_code'], ['province.code'], name=op.f('fk_programme_target_province_code')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_programme_target_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_target')),
    sa.UniqueConstraint('province_code', 'year', 'metric', 'indicator_series_id', name=op.f('uq_programme_target_province_code_year_metric_indicator_series_id'), postgresql_nulls_not_distinct=True)
    )
    op.create_table('satisfaction',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('training_course_id', sa.Integer(), nullable=False),
    sa.Column('mark', sa.Integer(), nullable=False),
    sa.Column('remark', sa.Text(), nullable=False),
    sa.CheckConstraint('mark BETWEEN 1 AND 5', name=op.f('ck_satisfaction_mark_range')),
    sa.ForeignKeyConstraint(['training_course_id'], ['training_course.id'], name=op.f('fk_satisfaction_training_course_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_satisfaction'))
    )
    op.create_index(op.f('ix_satisfaction_training_course_id'), 'satisfaction', ['training_course_id'], unique=False)
    op.create_table('survey_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('province_code', sa.Text(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('metric', sa.Text(), nullable=False),
    sa.Column('origin', sa.Enum('survey', 'portal', name='claimorigin', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('lines', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Uuid(), nullable=False),
    sa.Column('imported_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('imported_by_id', sa.Integer(), nullable=False),
    sa.CheckConstraint("source <> '' AND metric <> ''", name=op.f('ck_survey_import_named')),
    sa.CheckConstraint('lines > 0', name=op.f('ck_survey_import_not_empty')),
    sa.CheckConstraint('year BETWEEN 2000 AND 2200', name=op.f('ck_survey_import_year_plausible')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_survey_import_file_id')),
    sa.ForeignKeyConstraint(['imported_by_id'], ['user_account.id'], name=op.f('fk_survey_import_imported_by_id')),
    sa.ForeignKeyConstraint(['province_code'], ['province.code'], name=op.f('fk_survey_import_province_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_import'))
    )
    op.create_index(op.f('ix_survey_import_province_code'), 'survey_import', ['province_code'], unique=False)
    op.create_table('training_question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('training_course_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('choices', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('right', sa.Integer(), nullable=False),
    sa.CheckConstraint("text <> ''", name=op.f('ck_training_question_text_given')),
    sa.CheckConstraint('"right" >= 0 AND "right" < jsonb_array_length(choices)', name=op.f('ck_training_question_right_is_a_choice')),
    sa.CheckConstraint('jsonb_array_length(choices) BETWEEN 2 AND 6', name=op.f('ck_training_question_choices_count')),
    sa.ForeignKeyConstraint(['training_course_id'], ['training_course.id'], name=op.f('fk_training_question_training_course_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training_question')),
    sa.UniqueConstraint('training_course_id', 'place', name=op.f('uq_training_question_training_course_id_place'))
    )
    op.create_table('training_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('training_course_id', sa.Integer(), nullable=False),
    sa.Column('topic', sa.Text(), nullable=False),
    sa.Column('trainer', sa.Text(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('door_token_hash', sa.Text(), nullable=True),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_training_session_times_order')),
    sa.ForeignKeyConstraint(['training_course_id'], ['training_course.id'], name=op.f('fk_training_session_training_course_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training_session')),
    sa.UniqueConstraint('door_token_hash', name=op.f('uq_training_session_door_token_hash')),
    sa.UniqueConstraint('training_course_id', 'starts_at', name=op.f('uq_training_session_training_course_id_starts_at'))
    )
    op.create_table('inspection',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('province_code', sa.Text(), nullable=False),
    sa.Column('organisation_name', sa.Text(), nullable=False),
    sa.Column('tax_code', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=False),
    sa.Column('field', sa.Enum('quality', 'measurement', 'label', 'barcode', 'traceability', name='inspectionfield', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('inspected_on', sa.Date(), nullable=False),
    sa.Column('result', sa.Enum('clean', 'violation', 'serious', name='inspectionresult', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('finding', sa.Text(), nullable=False),
    sa.Column('sanction', sa.Text(), nullable=False),
    sa.Column('follow_up', sa.Text(), nullable=False),
    sa.Column('follow_up_on', sa.Date(), nullable=True),
    sa.Column('compliance_record_id', sa.Integer(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("organisation_name <> '' AND site <> ''", name=op.f('ck_inspection_named')),
    sa.CheckConstraint("result <> 'clean' OR compliance_record_id IS NULL", name=op.f('ck_inspection_record_of_violation')),
    sa.CheckConstraint("result <> 'clean' OR sanction = ''", name=op.f('ck_inspection_sanction_of_violation')),
    sa.CheckConstraint("result = 'clean' OR finding <> ''", name=op.f('ck_inspection_violation_described')),
    sa.CheckConstraint("tax_code = '' OR tax_code ~ '^[0-9]{10}(-[0-9]{3})?$' OR tax_code ~ '^[0-9]{12}$'", name=op.f('ck_inspection_tax_code_shape')),
    sa.CheckConstraint('follow_up_on >= inspected_on', name=op.f('ck_inspection_follow_up_later')),
    sa.ForeignKeyConstraint(['compliance_record_id'], ['compliance_record.id'], name=op.f('fk_inspection_compliance_record_id')),
    sa.ForeignKeyConstraint(['province_code'], ['province.code'], name=op.f('fk_inspection_province_code')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_inspection_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection')),
    sa.UniqueConstraint('compliance_record_id', name=op.f('uq_inspection_compliance_record_id'))
    )
    op.create_index('ix_inspection_place', 'inspection', ['province_code', 'inspected_on'], unique=False)
    op.create_index(op.f('ix_inspection_tax_code'), 'inspection', ['tax_code'], unique=False)
    op.create_table('plan_task',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_plan_id', sa.Integer(), nullable=False),
    sa.Column('solution_group', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('owner', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('budget_vnd', sa.Numeric(precision=20, scale=0), nullable=True),
    sa.Column('spent_vnd', sa.Numeric(precision=20, scale=0), nullable=True),
    sa.Column('result', sa.Text(), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('evidence_id', sa.Uuid(), nullable=True),
    sa.Column('carried_from_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("done_on IS NULL OR result <> ''", name=op.f('ck_plan_task_result_when_done')),
    sa.CheckConstraint("title <> '' AND owner <> ''", name=op.f('ck_plan_task_named')),
    sa.CheckConstraint('budget_vnd >= 0', name=op.f('ck_plan_task_budget_not_negative')),
    sa.CheckConstraint('carried_from_id <> id', name=op.f('ck_plan_task_not_its_own_heir')),
    sa.CheckConstraint('spent_vnd >= 0', name=op.f('ck_plan_task_spent_not_negative')),
    sa.ForeignKeyConstraint(['carried_from_id'], ['plan_task.id'], name=op.f('fk_plan_task_carried_from_id')),
    sa.ForeignKeyConstraint(['evidence_id'], ['stored_file.id'], name=op.f('fk_plan_task_evidence_id')),
    sa.ForeignKeyConstraint(['programme_plan_id'], ['programme_plan.id'], name=op.f('fk_plan_task_programme_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_task')),
    sa.UniqueConstraint('programme_plan_id', 'carried_from_id', name=op.f('uq_plan_task_programme_plan_id_carried_from_id'))
    )
    op.create_index('ix_plan_task_due', 'plan_task', ['programme_plan_id', 'due_on'], unique=False)
    op.create_table('reported_organisation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('survey_import_id', sa.Integer(), nullable=False),
    sa.Column('province_code', sa.Text(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('metric', sa.Text(), nullable=False),
    sa.Column('origin', sa.Enum('survey', 'portal', name='claimorigin', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('tax_code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('kind', sa.Enum('enterprise', 'cooperative', 'household', 'provider', 'ministry_system', name='denominatorkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.CheckConstraint("name <> ''", name=op.f('ck_reported_organisation_named')),
    sa.CheckConstraint("tax_code ~ '^[0-9]{10}(-[0-9]{3})?$' OR tax_code ~ '^[0-9]{12}$'", name=op.f('ck_reported_organisation_tax_code_shape')),
    sa.ForeignKeyConstraint(['province_code'], ['province.code'], name=op.f('fk_reported_organisation_province_code')),
    sa.ForeignKeyConstraint(['survey_import_id'], ['survey_import.id'], name=op.f('fk_reported_organisation_survey_import_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reported_organisation')),
    sa.UniqueConstraint('province_code', 'year', 'metric', 'origin', 'tax_code', name=op.f('uq_reported_organisation_province_code_year_metric_origin_tax_code'))
    )
    op.create_index(op.f('ix_reported_organisation_survey_import_id'), 'reported_organisation', ['survey_import_id'], unique=False)
    op.create_index('ix_reported_organisation_tax_code', 'reported_organisation', ['tax_code'], unique=False)
    op.create_table('training_attendance',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('training_session_id', sa.Integer(), nullable=False),
    sa.Column('participant_id', sa.Integer(), nullable=False),
    sa.Column('how', sa.Enum('door', 'list', name='attendanceby', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['participant_id'], ['participant.id'], name=op.f('fk_training_attendance_participant_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_training_attendance_recorded_by_id')),
    sa.ForeignKeyConstraint(['training_session_id'], ['training_session.id'], name=op.f('fk_training_attendance_training_session_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training_attendance')),
    sa.UniqueConstraint('training_session_id', 'participant_id', name=op.f('uq_training_attendance_training_session_id_participant_id'))
    )
    op.create_index(op.f('ix_training_attendance_participant_id'), 'training_attendance', ['participant_id'], unique=False)
    op.create_table('training_result',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('participant_id', sa.Integer(), nullable=False),
    sa.Column('percent', sa.Integer(), nullable=False),
    sa.Column('tries', sa.Integer(), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('percent BETWEEN 0 AND 100', name=op.f('ck_training_result_percent_range')),
    sa.CheckConstraint('tries > 0', name=op.f('ck_training_result_tries_positive')),
    sa.ForeignKeyConstraint(['participant_id'], ['participant.id'], name=op.f('fk_training_result_participant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training_result')),
    sa.UniqueConstraint('participant_id', name=op.f('uq_training_result_participant_id'))
    )
    op.create_table('training_certificate',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('participant_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('document_id', sa.Integer(), nullable=True),
    sa.Column('issued_by_id', sa.Integer(), nullable=False),
    sa.Column('revoked_on', sa.Date(), nullable=True),
    sa.Column('revoke_reason', sa.Text(), nullable=False),
    sa.CheckConstraint("(revoked_on IS NULL) = (revoke_reason = '')", name=op.f('ck_training_certificate_revoked_with_reason')),
    sa.CheckConstraint('valid_to IS NULL OR valid_to > issued_on', name=op.f('ck_training_certificate_validity_order')),
    sa.ForeignKeyConstraint(['document_id'], ['issued_document.id'], name=op.f('fk_training_certificate_document_id')),
    sa.ForeignKeyConstraint(['issued_by_id'], ['user_account.id'], name=op.f('fk_training_certificate_issued_by_id')),
    sa.ForeignKeyConstraint(['participant_id'], ['participant.id'], name=op.f('fk_training_certificate_participant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training_certificate')),
    sa.UniqueConstraint('number', name=op.f('uq_training_certificate_number')),
    sa.UniqueConstraint('participant_id', name=op.f('uq_training_certificate_participant_id'))
    )


def downgrade() -> None:
    op.drop_table('training_certificate')
    op.drop_table('training_result')
    op.drop_index(op.f('ix_training_attendance_participant_id'), table_name='training_attendance')
    op.drop_table('training_attendance')
    op.drop_index('ix_reported_organisation_tax_code', table_name='reported_organisation')
    op.drop_index(op.f('ix_reported_organisation_survey_import_id'), table_name='reported_organisation')
    op.drop_table('reported_organisation')
    op.drop_index('ix_plan_task_due', table_name='plan_task')
    op.drop_table('plan_task')
    op.drop_index(op.f('ix_inspection_tax_code'), table_name='inspection')
    op.drop_index('ix_inspection_place', table_name='inspection')
    op.drop_table('inspection')
    op.drop_table('training_session')
    op.drop_table('training_question')
    op.drop_index(op.f('ix_survey_import_province_code'), table_name='survey_import')
    op.drop_table('survey_import')
    op.drop_index(op.f('ix_satisfaction_training_course_id'), table_name='satisfaction')
    op.drop_table('satisfaction')
    op.drop_table('programme_target')
    op.drop_index(op.f('ix_programme_report_province_code'), table_name='programme_report')
    op.drop_table('programme_report')
    op.drop_table('programme_plan')
    op.drop_index('uq_participant_address', table_name='participant', postgresql_where="email <> '' AND removed_at IS NULL")
    op.drop_index(op.f('ix_participant_user_id'), table_name='participant')
    op.drop_index(op.f('ix_participant_training_course_id'), table_name='participant')
    op.drop_index(op.f('ix_participant_tax_code'), table_name='participant')
    op.drop_table('participant')
    op.drop_table('indicator_value')
    op.drop_index(op.f('ix_course_file_training_course_id'), table_name='course_file')
    op.drop_table('course_file')
    op.drop_index('ix_training_course_place', table_name='training_course')
    op.drop_table('training_course')
    op.drop_index(op.f('ix_trace_system_province_code'), table_name='trace_system')
    op.drop_table('trace_system')
    op.drop_index(op.f('ix_support_grant_tax_code'), table_name='support_grant')
    op.drop_index('ix_support_grant_place', table_name='support_grant')
    op.drop_table('support_grant')
    op.drop_index(op.f('ix_priority_product_province_code'), table_name='priority_product')
    op.drop_table('priority_product')
    op.drop_table('indicator_series')
    op.drop_table('denominator')
