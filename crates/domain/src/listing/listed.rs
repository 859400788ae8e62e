use super::Direction;

/// What the address of a list says: the filter, and where in the list one is.
pub trait Listed: Clone {
    /// Leads to the beginning of the list.
    fn rewind(&mut self);

    /// The same list from its beginning.
    #[must_use]
    fn at_first_page(&self) -> Self {
        let mut first = self.clone();
        first.rewind();
        first
    }
}

/// A list that is sorted by the headers of its columns.
pub trait Sorted: Listed {
    type Column: Copy + PartialEq;

    /// The column by which it is sorted, and in which direction.
    fn sorting(&mut self) -> (&mut Self::Column, &mut Direction);

    /// The direction in which a press on a column's header sorts first.
    #[must_use]
    fn first_direction(_: Self::Column) -> Direction {
        Direction::Asc
    }

    /// How the list is sorted by a column now, if it is, and the list sorted by it: the other way round when it is
    /// already. It begins at the first page.
    #[must_use]
    fn sorted_by(&self, column: Self::Column) -> (Option<Direction>, Self) {
        let mut by_column = self.at_first_page();
        let (sort, direction) = by_column.sorting();
        let sorted = (*sort == column).then_some(*direction);
        *direction = Direction::turned(sorted, Self::first_direction(column));
        *sort = column;
        (sorted, by_column)
    }
}

#[cfg(test)]
mod tests {
    use super::{Listed as _, Sorted as _};
    use crate::{
        listing::{Direction, PageRequest},
        penalties::{CaseFilter, CaseSort},
    };

    #[test]
    fn a_header_sorts_by_its_column_first_and_then_the_other_way_round_from_the_first_page() {
        let third = CaseFilter {
            search: Some("hill".to_owned()),
            page: PageRequest::new(3, 50),
            ..CaseFilter::default()
        };
        let (sorted, by_number) = third.sorted_by(CaseSort::Number);
        assert_eq!(sorted, None);
        assert_eq!(
            by_number,
            CaseFilter {
                sort: CaseSort::Number,
                direction: Direction::Asc,
                ..third.at_first_page()
            }
        );
        assert_eq!(by_number.page, PageRequest::new(1, 50));
        let (sorted, turned) = by_number.sorted_by(CaseSort::Number);
        assert_eq!(
            (sorted, turned.direction),
            (Some(Direction::Asc), Direction::Desc)
        );
        let (_, by_balance) = by_number.sorted_by(CaseSort::Balance);
        assert_eq!(by_balance.direction, Direction::Desc, "the largest first");
    }
}
