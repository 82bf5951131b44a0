-- Every ten-thousandth row has one thing wrong with it, of six kinds by turns. What a row holds follows from its number
-- alone, so that `arithmetic.py` knows every sum.
copy (
    with numbers as (
        select
            n,
            n // 20 + $shift as q,
            ['press', 'press', 'ordinary_mail', 'ordinary_mail', 'ordinary_mail', 'ordinary_mail', 'ordinary_mail',
                'money_orders', 'money_orders', 'parcels'][least(n % 20, 9) + 1] as kind,
            case when n % 10000 = 1999 then cast(n // 10000 % 6 as integer) end as bad
        from range($rows) as r (n)
    )

    select
        case when bad = 3 then null else 'RA' || (100000000 + (n - if(bad = 5, 1, 0)) * 7919 % 900000000) || 'VN' end
            as "Số hiệu bưu gửi",
        $office as "Bưu điện",
        $year || '-' || lpad(cast(if(bad = 4, $quarter % 4, $quarter - 1) * 3 + n % 3 + 1 as varchar), 2, '0') as "Tháng",
        if(bad = 0, 'telegram', kind) as "Loại bưu gửi",
        case kind when 'press' then cast(q % 50 + 1 as integer) when 'ordinary_mail' then cast(q % 30 + 1 as integer) end
            as "Số lượng",
        case when kind = 'money_orders' then (q % 90 + 1) * 100000 end as "Số tiền chuyển",
        case bad when 1 then -1 when 2 then null else (q % 40 + 5) * 1000 end as "Doanh thu"
    from numbers
)
to $file (format parquet)
