select max(judged_at) from ops.rule_results
