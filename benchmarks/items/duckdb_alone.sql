select "Loại bưu gửi", count(*), sum("Số lượng"), sum("Số tiền chuyển"), sum("Doanh thu")
from read_parquet($files)
group by all
