-- A copy of the database must not talk to anybody.
UPDATE ir_cron SET active = false
 WHERE id IN (SELECT res_id FROM ir_model_data
               WHERE module = 'service_portal' AND model = 'ir.cron'
                 AND name IN ('ir_cron_service_outbox', 'ir_cron_service_inbox',
                              'ir_cron_service_mail_notice',
                              'ir_cron_service_mail_retry'));
