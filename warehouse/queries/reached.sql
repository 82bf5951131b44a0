-- Tables that only grow, by their last numbers; a decision with an end ceases to hold without a new one.
select
    (select coalesce(max(receipt_no), 0) from ops.receipts) as receipts,
    (select count(*) from ops.answers) as answers,
    (select coalesce(max(decision_no), 0) from ops.decisions) as decisions,
    (select count(*) from ops.decisions where valid_until >= current_date) as in_force,
    (select arg_max(version, rowid) from ops.rules) as rules
