"""Operations, one file a resource. They name parameters and answers and know neither SQL nor rules."""
