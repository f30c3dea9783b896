-- Named invariants: each query returns the rows that break it; no row, no breach.

-- name: submitted_dossier_has_frozen_eligibility
SELECT d.id FROM dossier d LEFT JOIN eligibility_record e ON e.dossier_id = d.id
WHERE d.registered_at IS NOT NULL AND e.id IS NULL;

-- name: registered_facts_met_every_condition
SELECT d.id FROM dossier d JOIN eligibility_record e ON e.dossier_id = d.id
WHERE d.registered_at IS NOT NULL
  AND e.findings @> '{"conditions": [{"outcome": "failed"}]}';

-- name: registered_dossier_has_signed_form
SELECT d.id FROM dossier d
WHERE d.registered_at IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM issued_document i
  WHERE i.dossier_id = d.id AND i.kind = 'registration_form' AND i.state IN ('signed', 'copy'));

-- name: submitted_dossier_has_receipt
SELECT d.id FROM dossier d
WHERE d.submitted_at IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM issued_document i WHERE i.dossier_id = d.id AND i.kind = 'intake_receipt');

-- name: dossier_parts_belong_to_its_organisation_and_year
SELECT d.id FROM dossier d JOIN self_assessment s ON s.id IN (d.own_part_id, d.management_part_id)
WHERE s.organisation_id <> d.organisation_id OR s.cycle_id <> d.cycle_id;

-- name: own_part_is_never_the_shared_one
SELECT d.id FROM dossier d JOIN self_assessment s ON s.id = d.own_part_id
WHERE s.scope = 'management';

-- name: shared_part_has_management_scope
SELECT d.id FROM dossier d JOIN self_assessment s ON s.id = d.management_part_id
WHERE s.scope <> 'management';

-- name: receiving_council_is_of_the_same_year
SELECT d.id FROM dossier d JOIN council c ON c.id IN (d.receiving_council_id, d.council_id)
WHERE c.cycle_id <> d.cycle_id;

-- name: national_states_are_led_by_the_national_council
SELECT d.id FROM dossier d JOIN council c ON c.id = d.council_id
WHERE d.state IN ('national_review', 'consultation', 'proposed', 'awarded', 'revoked')
  AND c.level <> 'national';

-- name: product_entry_is_of_its_dossiers_organisation_and_year
SELECT p.id FROM product_entry p JOIN dossier d ON d.id = p.dossier_id
WHERE p.organisation_id <> d.organisation_id OR p.cycle_id <> d.cycle_id;

-- name: product_stands_in_a_sector_group_of_its_year
SELECT p.id FROM product_entry p JOIN sector_group g ON g.id = p.sector_group_id
WHERE g.cycle_id <> p.cycle_id;

-- name: a_product_is_freed_exactly_by_withdrawal
SELECT p.id FROM product_entry p JOIN dossier d ON d.id = p.dossier_id
WHERE (d.state = 'withdrawn') <> (p.freed_at IS NOT NULL);

-- name: answer_version_equals_the_newest_kept_version
SELECT a.id FROM answer a
LEFT JOIN LATERAL (SELECT v.text, v.own_percent FROM answer_version v WHERE v.answer_id = a.id
                   ORDER BY v.number DESC LIMIT 1) v ON true
WHERE v.text IS DISTINCT FROM a.text OR v.own_percent IS DISTINCT FROM a.own_percent;

-- name: answer_versions_have_no_gap
SELECT answer_id FROM answer_version GROUP BY answer_id
HAVING count(*) <> max(number) - min(number) + 1;

-- name: one_open_supplement_only_where_it_can_be_answered
SELECT r.id FROM supplement_request r JOIN dossier d ON d.id = r.dossier_id
WHERE r.answered_at IS NULL
  AND d.state NOT IN ('supplement_requested', 'national_review', 'withdrawn', 'disqualified',
                      'ineligible');

-- name: accepted_assessor_has_undertaken
SELECT a.id FROM assignment a JOIN dossier d ON d.id = a.dossier_id
WHERE a.state IN ('accepted', 'submitted') AND NOT EXISTS (
  SELECT 1 FROM undertaking u WHERE u.user_id = a.user_id AND u.cycle_id = d.cycle_id);

-- name: conflicted_person_has_no_active_assignment
SELECT a.id FROM assignment a JOIN dossier d ON d.id = a.dossier_id
JOIN conflict x ON x.user_id = a.user_id JOIN dossier o ON o.id = x.dossier_id
WHERE o.organisation_id = d.organisation_id AND a.state IN ('offered', 'accepted', 'submitted')
  AND x.declared_at <= a.offered_at;

-- name: rating_is_by_somebody_assigned
SELECT r.id FROM rating r WHERE NOT EXISTS (
  SELECT 1 FROM assignment a JOIN dossier d ON d.id = a.dossier_id
  WHERE a.user_id = r.user_id AND r.self_assessment_id IN (d.own_part_id, d.management_part_id));

-- name: no_rating_after_its_sheet_was_submitted
SELECT r.id FROM rating r
JOIN dossier d ON d.own_part_id = r.self_assessment_id
JOIN assignment a ON a.dossier_id = d.id AND a.user_id = r.user_id AND a.state = 'submitted'
WHERE r.rated_at > a.submitted_at;

-- name: dossier_in_consensus_has_every_sheet_in
SELECT d.id FROM dossier d JOIN assignment a ON a.dossier_id = d.id
WHERE a.stage = 'desk_review' AND a.state = 'accepted'
  AND d.state IN ('in_consensus', 'site_visit', 'in_council', 'shortlisted', 'handed_over');

-- name: at_most_one_lead_and_at_least_one_under_review
SELECT d.id FROM dossier d
LEFT JOIN assignment a ON a.dossier_id = d.id AND a.lead AND a.stage = 'desk_review'
  AND a.state IN ('accepted', 'submitted')
WHERE d.state IN ('in_consensus', 'site_visit') GROUP BY d.id HAVING count(a.id) <> 1;

-- name: visited_dossier_has_a_desk_sheet
SELECT d.id FROM dossier d
WHERE d.state IN ('site_visit', 'in_council', 'shortlisted', 'handed_over')
  AND NOT EXISTS (SELECT 1 FROM score_sheet s WHERE s.dossier_id = d.id AND s.phase = 'desk');

-- name: dossier_before_a_council_has_an_on_site_sheet
SELECT d.id FROM dossier d
WHERE d.state IN ('in_council', 'shortlisted', 'handed_over', 'national_review', 'consultation',
                  'proposed', 'awarded')
  AND NOT EXISTS (SELECT 1 FROM score_sheet s WHERE s.dossier_id = d.id AND s.phase = 'on_site');

-- name: sheet_total_equals_its_content
SELECT id FROM score_sheet WHERE total <> (content -> 'result' ->> 'total')::numeric;

-- name: proposed_dossier_reaches_the_lowest_threshold
SELECT d.id FROM dossier d WHERE d.state IN ('shortlisted', 'handed_over', 'consultation',
                                             'proposed', 'awarded')
  AND (SELECT s.content -> 'result' ->> 'level' FROM score_sheet s WHERE s.dossier_id = d.id
       ORDER BY s.frozen_at DESC, s.id DESC LIMIT 1) = 'none';

-- name: gold_only_where_the_sheet_makes_eligible
SELECT a.id FROM award a WHERE a.tier = 'gold'
  AND (SELECT s.content -> 'result' ->> 'level' FROM score_sheet s WHERE s.dossier_id = a.dossier_id
       ORDER BY s.frozen_at DESC, s.id DESC LIMIT 1) <> 'gold-eligible';

-- name: awarded_dossier_has_award_by_decision
SELECT d.id FROM dossier d LEFT JOIN award a ON a.dossier_id = d.id
WHERE d.state IN ('awarded', 'revoked') AND a.id IS NULL;

-- name: award_belongs_to_an_awarded_dossier
SELECT a.id FROM award a JOIN dossier d ON d.id = a.dossier_id
WHERE d.state NOT IN ('proposed', 'awarded', 'revoked');

-- name: revoked_dossier_has_revocation
SELECT d.id FROM dossier d JOIN award a ON a.dossier_id = d.id
LEFT JOIN revocation r ON r.award_id = a.id WHERE d.state = 'revoked' AND r.id IS NULL;

-- name: certificate_only_after_decision
SELECT i.id FROM issued_document i LEFT JOIN award a ON a.dossier_id = i.dossier_id
WHERE i.kind = 'certificate' AND a.id IS NULL;

-- name: certificate_numbers_have_no_gap
SELECT cycle_id FROM award GROUP BY cycle_id HAVING max(certificate_number) <> count(*);

-- name: ballots_equal_voters
SELECT v.id FROM vote v
WHERE (SELECT count(*) FROM ballot b WHERE b.vote_id = v.id)
   <> (SELECT count(*) FROM voter_roll r WHERE r.vote_id = v.id);

-- name: voters_have_declared_no_conflict
SELECT r.id FROM voter_roll r JOIN vote v ON v.id = r.vote_id
JOIN agenda_item i ON i.id = v.agenda_item_id
WHERE i.dossier_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM clearance c WHERE c.user_id = r.user_id AND c.dossier_id = i.dossier_id);

-- name: voters_hold_a_voting_seat_without_conflict
SELECT r.id FROM voter_roll r JOIN vote v ON v.id = r.vote_id
JOIN agenda_item i ON i.id = v.agenda_item_id JOIN meeting m ON m.id = i.meeting_id
WHERE NOT EXISTS (SELECT 1 FROM seat s WHERE s.council_id = m.council_id
                  AND s.user_id = r.user_id AND s.role <> 'secretary')
   OR EXISTS (SELECT 1 FROM conflict x WHERE x.user_id = r.user_id AND x.dossier_id = i.dossier_id
              AND x.declared_at < r.voted_at);

-- name: electronic_result_equals_ballots
SELECT v.id FROM vote v WHERE v.state = 'closed' AND v.mode = 'electronic'
  AND (v.result -> 'choices' ->> 'yes')::int
   <> (SELECT count(*) FROM ballot b WHERE b.vote_id = v.id AND b.choice = 'yes');

-- name: nobody_voted_outside_the_vote
SELECT r.id FROM voter_roll r JOIN vote v ON v.id = r.vote_id
WHERE r.voted_at < v.opened_at OR r.voted_at > v.closed_at;

-- name: votes_only_in_sessions_that_opened
SELECT v.id FROM vote v JOIN agenda_item i ON i.id = v.agenda_item_id
JOIN meeting m ON m.id = i.meeting_id WHERE v.state <> 'ready' AND m.opened_at IS NULL;

-- name: opened_session_belongs_to_a_founded_council
SELECT m.id FROM meeting m JOIN council c ON c.id = m.council_id
WHERE m.opened_at IS NOT NULL AND c.decision_number = '';

-- name: signed_session_has_signed_minutes
SELECT m.id FROM meeting m WHERE m.state = 'signed' AND NOT EXISTS (
  SELECT 1 FROM issued_document i WHERE i.subject_type = 'meeting' AND i.subject_id = m.id
    AND i.kind = 'session_minutes' AND i.state IN ('signed', 'copy'));

-- name: shortlisted_vote_was_carried
SELECT e.id FROM shortlist_entry e WHERE NOT EXISTS (
  SELECT 1 FROM vote v JOIN agenda_item i ON i.id = v.agenda_item_id
  WHERE i.dossier_id = e.dossier_id AND v.question = 'propose'
    AND (v.result ->> 'carried')::boolean);

-- name: handed_over_dossier_is_in_a_hand_over
SELECT d.id FROM dossier d WHERE d.state = 'handed_over' AND NOT EXISTS (
  SELECT 1 FROM shortlist_entry e JOIN hand_over h ON h.shortlist_id = e.shortlist_id
  WHERE e.dossier_id = d.id);

-- name: proposed_dossier_was_consulted_on
SELECT d.id FROM dossier d WHERE d.state IN ('proposed', 'awarded') AND NOT EXISTS (
  SELECT 1 FROM consultation_entry e WHERE e.dossier_id = d.id AND e.reply IS NOT NULL);

-- name: awarded_dossier_was_submitted_to_the_authority
SELECT a.id FROM award a WHERE NOT EXISTS (
  SELECT 1 FROM submission_entry e WHERE e.dossier_id = a.dossier_id);

-- name: consultation_only_about_its_year
SELECT e.id FROM consultation_entry e JOIN consultation c ON c.id = e.consultation_id
JOIN dossier d ON d.id = e.dossier_id WHERE d.cycle_id <> c.cycle_id;

-- name: signed_document_names_signer_and_seal
SELECT id FROM issued_document WHERE state = 'signed' AND (signed_by = '' OR NOT organisation_seal);

-- name: deadline_moved_only_by_extension
SELECT x.deadline_id FROM deadline_extension x JOIN deadline d ON d.id = x.deadline_id
GROUP BY x.deadline_id, d.at HAVING max(x.new_at) <> d.at;

-- name: opened_year_has_a_decision
SELECT id FROM award_cycle WHERE state <> 'planned' AND decision_number = '';

-- name: every_move_is_in_the_chain
SELECT d.id FROM dossier d WHERE d.state <> 'draft' AND NOT EXISTS (
  SELECT 1 FROM audit_event e WHERE e.subject_type = 'dossier' AND e.subject_id = d.id
    AND e.to_state = d.state);

-- name: audit_chain_has_no_gap
SELECT max(id) FROM audit_event HAVING max(id) <> count(*);

-- name: organisation_has_an_owner
SELECT o.id FROM organisation o JOIN dossier d ON d.organisation_id = o.id
WHERE NOT EXISTS (SELECT 1 FROM membership m WHERE m.organisation_id = o.id AND m.role = 'owner'
                  AND m.ended_at IS NULL);

-- name: evidence_file_belongs_to_one_evidence
SELECT e.id FROM evidence e JOIN issued_document i ON i.signed_file_id = e.file_id;

-- name: message_has_its_job_or_is_delivered
SELECT o.id FROM outbox_message o WHERE o.delivered_at IS NULL AND NOT EXISTS (
  SELECT 1 FROM procrastinate_jobs j WHERE j.task_name = 'deliver'
    AND (j.args ->> 'message_id')::int = o.id);
