"""Operations on whole columns, which every stage shares."""
