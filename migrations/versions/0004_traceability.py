"""Traceability: products and partners, captured events, compliance.

Only event payloads are partitioned, by the year of the event; what falls outside the years
made here lies in the default partition.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = '0003'
branch_labels = None
depends_on = None

YEARS = range(2015, 2036)


def upgrade() -> None:
    op.create_table('event_object',
    sa.Column('organisation_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('event_no', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('place', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('lot', sa.Text(), nullable=False),
    sa.Column('quantity', sa.Numeric(precision=20, scale=6), nullable=True),
    sa.Column('uom', sa.Text(), nullable=True),
    sa.CheckConstraint("role IN ('object', 'parent', 'child', 'input', 'output')", name=op.f('ck_event_object_role_known')),
    sa.PrimaryKeyConstraint('organisation_id', 'event_no', 'place', name=op.f('pk_event_object'))
    )
    op.create_index('ix_event_object_lot', 'event_object', ['organisation_id', 'lot', 'event_no'], unique=False)
    op.create_table('event_payload',
    sa.Column('organisation_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('event_time', sa.DateTime(timezone=True), nullable=False),
    sa.Column('event_no', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('payload', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('organisation_id', 'event_time', 'event_no', name=op.f('pk_event_payload')),
    postgresql_partition_by='RANGE (event_time)'
    )
    op.create_table('lot_edge',
    sa.Column('organisation_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('event_no', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('place', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('target', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('organisation_id', 'event_no', 'place', name=op.f('pk_lot_edge'))
    )
    op.create_index('ix_lot_edge_backward', 'lot_edge', ['organisation_id', 'target', 'source'], unique=False)
    op.create_index('ix_lot_edge_forward', 'lot_edge', ['organisation_id', 'source', 'target'], unique=False)
    op.create_table('api_token',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('token_hash', sa.Text(), nullable=False),
    sa.Column('scopes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('expires_at > created_at', name=op.f('ck_api_token_expires_later')),
    sa.ForeignKeyConstraint(['created_by_id'], ['user_account.id'], name=op.f('fk_api_token_created_by_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_api_token_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_token')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_api_token_token_hash'))
    )
    op.create_index(op.f('ix_api_token_organisation_id'), 'api_token', ['organisation_id'], unique=False)
    op.create_table('capture_job',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('source', sa.Enum('api', 'upload', 'template', name='capturesource', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('rollback', sa.Boolean(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('storage_key', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('success', sa.Boolean(), nullable=True),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('accepted', sa.Integer(), nullable=False),
    sa.Column('rejected', sa.Integer(), nullable=False),
    sa.Column('duplicate', sa.Integer(), nullable=False),
    sa.Column('warning', sa.Integer(), nullable=False),
    sa.Column('findings', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.CheckConstraint('(finished_at IS NULL) = (success IS NULL)', name=op.f('ck_capture_job_success_at_finish')),
    sa.CheckConstraint('total = accepted + rejected + duplicate', name=op.f('ck_capture_job_counts_agree')),
    sa.ForeignKeyConstraint(['created_by_id'], ['user_account.id'], name=op.f('fk_capture_job_created_by_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_capture_job_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_capture_job'))
    )
    op.create_index('ix_capture_job_listing', 'capture_job', ['organisation_id', 'created_at'], unique=False)
    op.create_table('company_prefix',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('digits', sa.Text(), nullable=False),
    sa.Column('holder', sa.Text(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('authorisation_id', sa.Uuid(), nullable=True),
    sa.CheckConstraint("digits ~ '^[0-9]{7,12}$'", name=op.f('ck_company_prefix_digits_shape')),
    sa.ForeignKeyConstraint(['authorisation_id'], ['stored_file.id'], name=op.f('fk_company_prefix_authorisation_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_company_prefix_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_company_prefix')),
    sa.UniqueConstraint('organisation_id', 'digits', name=op.f('uq_company_prefix_organisation_id_digits'))
    )
    op.create_index(op.f('ix_company_prefix_organisation_id'), 'company_prefix', ['organisation_id'], unique=False)
    op.create_table('growing_area',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('grower', sa.Text(), nullable=False),
    sa.Column('crop', sa.Text(), nullable=False),
    sa.Column('season', sa.Text(), nullable=False),
    sa.Column('area_ha', sa.Numeric(precision=20, scale=6), nullable=True),
    sa.Column('province_code', sa.Text(), nullable=True),
    sa.Column('geometry', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('area_ha > 0', name=op.f('ck_growing_area_area_positive')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_growing_area_organisation_id')),
    sa.ForeignKeyConstraint(['province_code'], ['province.code'], name=op.f('fk_growing_area_province_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_growing_area')),
    sa.UniqueConstraint('organisation_id', 'code', 'season', name=op.f('uq_growing_area_organisation_id_code_season'))
    )
    op.create_index(op.f('ix_growing_area_organisation_id'), 'growing_area', ['organisation_id'], unique=False)
    op.create_table('partner',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('identifier', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('prefixes', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('mst', 'gln', 'growing-area', 'personal-number', 'internal')", name=op.f('ck_partner_kind_known')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_partner_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partner')),
    sa.UniqueConstraint('organisation_id', 'kind', 'identifier', name=op.f('uq_partner_organisation_id_kind_identifier'))
    )
    op.create_index(op.f('ix_partner_organisation_id'), 'partner', ['organisation_id'], unique=False)
    op.create_table('portal_link',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('portal', sa.Text(), nullable=False),
    sa.Column('connection', sa.Enum('none', 'connecting', 'connected', name='portalstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('format', sa.Text(), nullable=False),
    sa.Column('field_map', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('url', sa.Text(), nullable=False),
    sa.Column('token_sealed', sa.Text(), nullable=False),
    sa.Column('proof_file_id', sa.Uuid(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_portal_link_organisation_id')),
    sa.ForeignKeyConstraint(['proof_file_id'], ['stored_file.id'], name=op.f('fk_portal_link_proof_file_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_portal_link')),
    sa.UniqueConstraint('organisation_id', 'portal', name=op.f('uq_portal_link_organisation_id_portal'))
    )
    op.create_index(op.f('ix_portal_link_organisation_id'), 'portal_link', ['organisation_id'], unique=False)
    op.create_table('product',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('search_key', sa.Text(), nullable=False),
    sa.Column('brand', sa.Text(), nullable=False),
    sa.Column('gtin', sa.Text(), nullable=True),
    sa.Column('other_code', sa.Text(), nullable=False),
    sa.Column('profile', sa.Text(), nullable=False),
    sa.Column('risk', sa.Enum('low', 'medium', 'high', name='risklevel', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('ministry_list', sa.Text(), nullable=False),
    sa.Column('mandatory_from', sa.Date(), nullable=True),
    sa.Column('vnpc_registered_on', sa.Date(), nullable=True),
    sa.Column('details', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(gtin IS NULL) = (other_code <> '')", name=op.f('ck_product_one_code')),
    sa.CheckConstraint("gtin ~ '^[0-9]{14}$'", name=op.f('ck_product_gtin_shape')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_product_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_product')),
    sa.UniqueConstraint('organisation_id', 'search_key', name=op.f('uq_product_organisation_id_search_key'))
    )
    op.create_index(op.f('ix_product_organisation_id'), 'product', ['organisation_id'], unique=False)
    op.create_index('uq_product_one_gtin', 'product', ['organisation_id', 'gtin'], unique=True, postgresql_where='gtin IS NOT NULL')
    op.create_table('site',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('gln', sa.Text(), nullable=True),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('province_code', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("gln ~ '^[0-9]{13}$'", name=op.f('ck_site_gln_shape')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_site_organisation_id')),
    sa.ForeignKeyConstraint(['province_code'], ['province.code'], name=op.f('fk_site_province_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_site')),
    sa.UniqueConstraint('organisation_id', 'name', name=op.f('uq_site_organisation_id_name'))
    )
    op.create_index(op.f('ix_site_organisation_id'), 'site', ['organisation_id'], unique=False)
    op.create_index('uq_site_one_gln', 'site', ['organisation_id', 'gln'], unique=True, postgresql_where='gln IS NOT NULL')
    op.create_table('authority_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('basis', sa.Text(), nullable=False),
    sa.Column('product_id', sa.Integer(), nullable=True),
    sa.Column('lot', sa.Text(), nullable=False),
    sa.Column('period_from', sa.Date(), nullable=True),
    sa.Column('period_to', sa.Date(), nullable=True),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('package_sha256', sa.Text(), nullable=False),
    sa.CheckConstraint("(answered_at IS NULL) = (package_sha256 = '')", name=op.f('ck_authority_request_package_at_answer')),
    sa.CheckConstraint('due_at > received_at', name=op.f('ck_authority_request_due_later')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['user_account.id'], name=op.f('fk_authority_request_answered_by_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_authority_request_organisation_id')),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_authority_request_product_id')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['user_account.id'], name=op.f('fk_authority_request_recorded_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_authority_request'))
    )
    op.create_index(op.f('ix_authority_request_organisation_id'), 'authority_request', ['organisation_id'], unique=False)
    op.create_table('check_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('product_id', sa.Integer(), nullable=False),
    sa.Column('rule_set', sa.Text(), nullable=False),
    sa.Column('status', sa.Enum('pass', 'fail', 'insufficient', 'not_applicable', name='compliancestatus', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('index', sa.Numeric(precision=20, scale=6), nullable=True),
    sa.Column('coverage', sa.Numeric(precision=20, scale=6), nullable=True),
    sa.Column('machine_share', sa.Numeric(precision=20, scale=6), nullable=True),
    sa.Column('content', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('ran_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ran_by_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f('ck_check_run_sha256_shape')),
    sa.CheckConstraint('index BETWEEN 0 AND 100', name=op.f('ck_check_run_index_range')),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_check_run_product_id')),
    sa.ForeignKeyConstraint(['ran_by_id'], ['user_account.id'], name=op.f('fk_check_run_ran_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_run'))
    )
    op.create_index('ix_check_run_latest', 'check_run', ['product_id', 'id'], unique=False)
    op.create_table('event_key',
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('event_no', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('event_id', sa.Text(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('action', sa.Text(), nullable=True),
    sa.Column('biz_step', sa.Text(), nullable=True),
    sa.Column('disposition', sa.Text(), nullable=True),
    sa.Column('read_point', sa.Text(), nullable=True),
    sa.Column('biz_location', sa.Text(), nullable=True),
    sa.Column('event_time', sa.DateTime(timezone=True), nullable=False),
    sa.Column('record_time', sa.DateTime(timezone=True), nullable=False),
    sa.Column('job_id', sa.Uuid(), nullable=False),
    sa.Column('voided_by', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['job_id'], ['capture_job.id'], name=op.f('fk_event_key_job_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_event_key_organisation_id')),
    sa.PrimaryKeyConstraint('organisation_id', 'event_no', name=op.f('pk_event_key')),
    sa.UniqueConstraint('organisation_id', 'event_id', name=op.f('uq_event_key_organisation_id_event_id')),
    sa.UniqueConstraint('organisation_id', 'hash', name=op.f('uq_event_key_organisation_id_hash'))
    )
    op.create_index(op.f('ix_event_key_job_id'), 'event_key', ['job_id'], unique=False)
    op.create_index('ix_event_key_record', 'event_key', ['organisation_id', 'record_time', 'event_no'], unique=False)
    op.create_index('ix_event_key_time', 'event_key', ['organisation_id', 'event_time'], unique=False)
    op.create_table('portal_push',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('portal_link_id', sa.Integer(), nullable=False),
    sa.Column('lot', sa.Text(), nullable=False),
    sa.Column('body_sha256', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by_id', sa.Integer(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('status_code', sa.Integer(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['created_by_id'], ['user_account.id'], name=op.f('fk_portal_push_created_by_id')),
    sa.ForeignKeyConstraint(['portal_link_id'], ['portal_link.id'], name=op.f('fk_portal_push_portal_link_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_portal_push'))
    )
    op.create_index(op.f('ix_portal_push_portal_link_id'), 'portal_push', ['portal_link_id'], unique=False)
    op.create_table('recall_drill',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('product_id', sa.Integer(), nullable=False),
    sa.Column('seed', sa.BigInteger(), nullable=False),
    sa.Column('sample', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_by_id', sa.Integer(), nullable=False),
    sa.Column('found', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('result', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_by_id', sa.Integer(), nullable=True),
    sa.Column('record_file_id', sa.Uuid(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('finished_at IS NULL OR finished_at >= started_at', name=op.f('ck_recall_drill_finish_order')),
    sa.CheckConstraint('finished_at IS NULL OR result IS NOT NULL', name=op.f('ck_recall_drill_result_at_finish')),
    sa.ForeignKeyConstraint(['finished_by_id'], ['user_account.id'], name=op.f('fk_recall_drill_finished_by_id')),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_recall_drill_product_id')),
    sa.ForeignKeyConstraint(['record_file_id'], ['stored_file.id'], name=op.f('fk_recall_drill_record_file_id')),
    sa.ForeignKeyConstraint(['started_by_id'], ['user_account.id'], name=op.f('fk_recall_drill_started_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recall_drill'))
    )
    op.create_index(op.f('ix_recall_drill_product_id'), 'recall_drill', ['product_id'], unique=False)
    op.create_table('trace_evidence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('product_id', sa.Integer(), nullable=False),
    sa.Column('control_point', sa.Text(), nullable=False),
    sa.Column('evidence_class', sa.Enum('declared', 'document', 'machine', name='evidenceclass', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('satisfaction', sa.Numeric(precision=20, scale=6), nullable=False),
    sa.Column('statement', sa.Text(), nullable=False),
    sa.Column('issuer', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('file_id', sa.Uuid(), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('added_by_id', sa.Integer(), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("evidence_class <> 'document' OR (issuer <> '' AND number <> '' AND file_id IS NOT NULL)", name=op.f('ck_trace_evidence_document_named')),
    sa.CheckConstraint('satisfaction IN (0, 0.5, 1)', name=op.f('ck_trace_evidence_satisfaction_step')),
    sa.CheckConstraint('valid_to IS NULL OR valid_to >= valid_from', name=op.f('ck_trace_evidence_valid_order')),
    sa.ForeignKeyConstraint(['added_by_id'], ['user_account.id'], name=op.f('fk_trace_evidence_added_by_id')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_trace_evidence_file_id')),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_trace_evidence_product_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trace_evidence'))
    )
    op.create_index(op.f('ix_trace_evidence_product_id'), 'trace_evidence', ['product_id'], unique=False)
    op.create_table('check_override',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('dossier_id', sa.Integer(), nullable=False),
    sa.Column('product_id', sa.Integer(), nullable=False),
    sa.Column('control_point', sa.Text(), nullable=False),
    sa.Column('satisfaction', sa.Numeric(precision=20, scale=6), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('proposed_by_id', sa.Integer(), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_by_id', sa.Integer(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_check_override_reason_given')),
    sa.CheckConstraint('(confirmed_by_id IS NULL) = (confirmed_at IS NULL)', name=op.f('ck_check_override_confirmed_at_set')),
    sa.CheckConstraint('confirmed_by_id <> proposed_by_id', name=op.f('ck_check_override_two_persons')),
    sa.CheckConstraint('satisfaction IN (0, 0.5, 1)', name=op.f('ck_check_override_satisfaction_step')),
    sa.ForeignKeyConstraint(['confirmed_by_id'], ['user_account.id'], name=op.f('fk_check_override_confirmed_by_id')),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_check_override_dossier_id')),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_check_override_product_id')),
    sa.ForeignKeyConstraint(['proposed_by_id'], ['user_account.id'], name=op.f('fk_check_override_proposed_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_override')),
    sa.UniqueConstraint('dossier_id', 'product_id', 'control_point', name=op.f('uq_check_override_dossier_id_product_id_control_point'))
    )
    op.create_index(op.f('ix_check_override_dossier_id'), 'check_override', ['dossier_id'], unique=False)
    op.create_table('compliance_snapshot',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('dossier_id', sa.Integer(), nullable=False),
    sa.Column('product_id', sa.Integer(), nullable=False),
    sa.Column('check_run_id', sa.Integer(), nullable=False),
    sa.Column('frozen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['check_run_id'], ['check_run.id'], name=op.f('fk_compliance_snapshot_check_run_id')),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_compliance_snapshot_dossier_id')),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_compliance_snapshot_product_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_compliance_snapshot')),
    sa.UniqueConstraint('dossier_id', 'product_id', 'check_run_id', name=op.f('uq_compliance_snapshot_dossier_id_product_id_check_run_id'))
    )
    op.create_index(op.f('ix_compliance_snapshot_dossier_id'), 'compliance_snapshot', ['dossier_id'], unique=False)
    op.create_table('dossier_product',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('dossier_id', sa.Integer(), nullable=False),
    sa.Column('product_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['dossier_id'], ['dossier.id'], name=op.f('fk_dossier_product_dossier_id')),
    sa.ForeignKeyConstraint(['product_id'], ['product.id'], name=op.f('fk_dossier_product_product_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dossier_product')),
    sa.UniqueConstraint('dossier_id', 'product_id', name=op.f('uq_dossier_product_dossier_id_product_id'))
    )
    op.create_index(op.f('ix_dossier_product_dossier_id'), 'dossier_product', ['dossier_id'], unique=False)
    op.create_index(op.f('ix_dossier_product_product_id'), 'dossier_product', ['product_id'], unique=False)
    for year in YEARS:
        op.execute(
            f"CREATE TABLE event_payload_{year} PARTITION OF event_payload "
            f"FOR VALUES FROM ('{year}-01-01 00:00+00') TO ('{year + 1}-01-01 00:00+00')"
        )
    op.execute("CREATE TABLE event_payload_other PARTITION OF event_payload DEFAULT")


def downgrade() -> None:
    op.drop_index(op.f('ix_dossier_product_product_id'), table_name='dossier_product')
    op.drop_index(op.f('ix_dossier_product_dossier_id'), table_name='dossier_product')
    op.drop_table('dossier_product')
    op.drop_index(op.f('ix_compliance_snapshot_dossier_id'), table_name='compliance_snapshot')
    op.drop_table('compliance_snapshot')
    op.drop_index(op.f('ix_check_override_dossier_id'), table_name='check_override')
    op.drop_table('check_override')
    op.drop_index(op.f('ix_trace_evidence_product_id'), table_name='trace_evidence')
    op.drop_table('trace_evidence')
    op.drop_index(op.f('ix_recall_drill_product_id'), table_name='recall_drill')
    op.drop_table('recall_drill')
    op.drop_index(op.f('ix_portal_push_portal_link_id'), table_name='portal_push')
    op.drop_table('portal_push')
    op.drop_index('ix_event_key_time', table_name='event_key')
    op.drop_index('ix_event_key_record', table_name='event_key')
    op.drop_index(op.f('ix_event_key_job_id'), table_name='event_key')
    op.drop_table('event_key')
    op.drop_index('ix_check_run_latest', table_name='check_run')
    op.drop_table('check_run')
    op.drop_index(op.f('ix_authority_request_organisation_id'), table_name='authority_request')
    op.drop_table('authority_request')
    op.drop_index('uq_site_one_gln', table_name='site', postgresql_where='gln IS NOT NULL')
    op.drop_index(op.f('ix_site_organisation_id'), table_name='site')
    op.drop_table('site')
    op.drop_index('uq_product_one_gtin', table_name='product', postgresql_where='gtin IS NOT NULL')
    op.drop_index(op.f('ix_product_organisation_id'), table_name='product')
    op.drop_table('product')
    op.drop_index(op.f('ix_portal_link_organisation_id'), table_name='portal_link')
    op.drop_table('portal_link')
    op.drop_index(op.f('ix_partner_organisation_id'), table_name='partner')
    op.drop_table('partner')
    op.drop_index(op.f('ix_growing_area_organisation_id'), table_name='growing_area')
    op.drop_table('growing_area')
    op.drop_index(op.f('ix_company_prefix_organisation_id'), table_name='company_prefix')
    op.drop_table('company_prefix')
    op.drop_index('ix_capture_job_listing', table_name='capture_job')
    op.drop_table('capture_job')
    op.drop_index(op.f('ix_api_token_organisation_id'), table_name='api_token')
    op.drop_table('api_token')
    op.drop_index('ix_lot_edge_forward', table_name='lot_edge')
    op.drop_index('ix_lot_edge_backward', table_name='lot_edge')
    op.drop_table('lot_edge')
    op.drop_table('event_payload')
    op.drop_index('ix_event_object_lot', table_name='event_object')
    op.drop_table('event_object')
