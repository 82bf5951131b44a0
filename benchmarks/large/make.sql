-- Every thousandth row has one thing wrong with it, of eight kinds by turns; the keys of the others are all different.
copy (
    with numbers as (
        select
            n,
            hash(n) as h,
            case when hash(n, 'bad') % 1000 = 0 then cast(hash(n, 'bad') // 1000 % 8 as integer) end as bad
        from range($rows) as r (n)
    ),

    rows as (
        select
            bad,
            ['vnpt_quang_ninh', 'viettel_quang_ninh', 'mobifone_centre_5', 'vietnamobile'][n % 4 + 1] as operator,
            ['fixed_wired', 'fixed_wireless', 'mobile_postpaid', 'mobile_prepaid', 'xdsl', 'ftth'][n // 4 % 6 + 1]
                as service,
            n // 24 % 12 + 1 as month,
            ['193', '194', '195', '196', '198', '199', '200', '201', '202', '203', '204', '205', '206', '207']
                [n // 288 % 14 + 1] as district,
            'X' || lpad(cast(n // 288 as varchar), 6, '0') as commune,
            h % 500 as new_subscribers,
            h // 1000 % 20000 as subscribers,
            h // 100000000 % 4000000 as revenue
        from numbers
    )

    select
        case when bad = 0 then 'vina_phone' else operator end as "Doanh nghiệp",
        case when bad <> 1 or bad is null then district end as "Địa bàn",
        commune as "Xã, phường",
        case when bad = 2 then '2014-13' else '2014-' || lpad(cast(month as varchar), 2, '0') end as "Tháng",
        case when bad = 3 then 'mobile' else service end as "Dịch vụ",
        case when bad = 4 then '-' || (new_subscribers + 1) else cast(new_subscribers as varchar) end as "Phát triển mới",
        case
            when bad = 5 then (subscribers % 900 + 100) || '.' || (subscribers % 900 + 100)
            else cast(subscribers as varchar)
        end as "Hiện có trên mạng",
        case bad when 6 then 'chưa có' when 7 then revenue || '.5' else cast(revenue as varchar) end as "Doanh thu"
    from rows
)
to $file (format csv, header true)
