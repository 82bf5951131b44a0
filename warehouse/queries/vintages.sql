-- Every report that was signed, in order, and the record that revoked it, if any.
select v.*, r.vintage_no as revoked_by, r.recorded_at as revoked_at, r.reason as revoked_why
from ops.vintages as v
left join ops.vintages as r on v.vintage_no = r.revokes
where v.kind = 'signed'
order by v.vintage_no
