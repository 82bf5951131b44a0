-- The publication that this file is: an answer that carries its number is an answer of that publication.
-- Grain: one row
select
    publication_no,
    timezone('Asia/Ho_Chi_Minh', published_at) as published_at,
    through_no as through_receipt_no,
    {{ version }} as contract_version
from ops.publications
order by publication_no desc
limit 1
