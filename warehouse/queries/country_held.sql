select * from country.provinces
