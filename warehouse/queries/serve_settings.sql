-- Nothing is fetched, and nothing is written beside the file; timestamps are told by the province's clock.
set autoinstall_known_extensions = false;
set autoload_known_extensions = false;
set memory_limit = '1GB';
set temp_directory = '';
set timezone = 'Asia/Ho_Chi_Minh'
