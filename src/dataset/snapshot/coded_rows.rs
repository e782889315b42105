//! Rows of a table under a condition, read from the pages of its file: what a condition says of a column is found once for each
//! of its values, and only the rows that are kept become values again.

use polars::prelude::{
    BooleanChunked, ChunkFull, Column, DataFrame, DataType, IntoColumn, IntoLazy, NewChunkedArray, PlSmallStr,
    PolarsError, PolarsResult, Series, UInt32Chunked,
};
use polars_parquet::read::RowGroupMetadata;

use super::chunk::{Cells, Chunk};
use super::parts::Parts;
use super::scratch::{Lent, Scratch};
use super::side_by_side::side_by_side;
use crate::query::{Asked, CodedFrame, Condition, HOLDS, Known, asked_of, united};

/// The values of a column in all groups of rows.
struct Lexicon<'a> {
    name: &'a str,
    values: Series,
    /// For each group the places of its values among all.
    of_groups: Vec<Vec<u32>>,
}

/// A condition, and how it is asked.
enum Question<'a> {
    /// Of the values of a column: its lexicon, and for each value what is known.
    OfValues(usize, Vec<Known>),
    /// Of each row.
    OfRows(&'a Condition),
}

/// How the rows of a file are read.
struct Reading<'a> {
    parts: &'a Parts,
    asked: &'a Asked<'a>,
    /// The column that counts the rows of the file.
    numbered: Option<&'a str>,
    /// The stored columns that must be read.
    stored: Vec<String>,
    lexicons: Vec<Lexicon<'a>>,
    questions: Vec<Question<'a>>,
}

impl Parts {
    /// The rows that are asked for, with a column `numbered` that counts the rows of the file where one is wanted; none where
    /// the file is written in a way that is left to polars.
    pub(super) fn rows<'a>(
        &'a self,
        asked: &'a Asked<'a>,
        numbered: Option<&'a str>,
    ) -> PolarsResult<Option<CodedFrame>> {
        let mut stored = asked.needed();
        stored.retain(|column| Some(column.as_str()) != numbered);
        let mut reading = Reading { parts: self, asked, numbered, stored, lexicons: Vec::new(), questions: Vec::new() };
        reading.learn()?;
        reading.frame()
    }
}

impl<'a> Reading<'a> {
    /// Collects the values of columns that conditions are asked of or that are wanted as numbers, and asks the conditions.
    fn learn(&mut self) -> PolarsResult<()> {
        let mut names: Vec<&'a str> = Vec::new();
        let of_conditions = self.asked.conditions.iter().filter(|condition| condition.fields.len() == 1);
        let of_conditions = of_conditions.flat_map(|condition| &condition.fields);
        for name in of_conditions.chain(self.asked.coded) {
            if self.stored.contains(name) && !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
        let groups = self.parts.metadata.row_groups.len();
        let mut values = side_by_side(names.len() * groups, |scratch: &mut Lent, at| {
            let chunk = self.chunk(names[at / groups], &self.parts.metadata.row_groups[at % groups])?;
            chunk.values(scratch)
        })
        .into_iter();
        for name in names {
            let of_groups: Vec<Option<Series>> = values.by_ref().take(groups).collect::<PolarsResult<_>>()?;
            let of_groups: Option<Vec<Series>> = of_groups.into_iter().collect();
            if let Some(of_groups) = of_groups.filter(|of_groups| !of_groups.is_empty()) {
                self.lexicons.push(Lexicon::new(name, &of_groups)?);
            }
        }
        for condition in self.asked.conditions {
            let place = match condition.fields.as_slice() {
                [name] => self.lexicons.iter().position(|lexicon| lexicon.name == name),
                _ => None,
            };
            self.questions.push(match place {
                Some(place) => {
                    let holds = asked_of(&self.lexicons[place].values, &condition.holds)?;
                    Question::OfValues(place, holds.bool()?.iter().map(Known::of).collect())
                }
                None => Question::OfRows(condition),
            });
        }
        Ok(())
    }

    fn frame(&self) -> PolarsResult<Option<CodedFrame>> {
        let groups = &self.parts.metadata.row_groups;
        let starts: Vec<usize> = groups
            .iter()
            .scan(0, |start, group| {
                let from = *start;
                *start += group.num_rows();
                Some(from)
            })
            .collect();
        let frames = side_by_side(groups.len(), |scratch: &mut Lent, at| self.group(at, starts[at], scratch));
        let mut whole: Option<DataFrame> = None;
        for frame in frames {
            let Some(frame) = frame? else { return Ok(None) };
            match &mut whole {
                Some(whole) => {
                    whole.vstack_mut(&frame)?;
                }
                None => whole = Some(frame),
            }
        }
        let values = self.lexicons.iter().filter(|lexicon| self.is_coded(lexicon.name));
        let values = values.map(|lexicon| (lexicon.name.to_owned(), lexicon.values.clone())).collect();
        Ok(whole.map(|frame| CodedFrame { frame, values }))
    }

    /// The rows of one group.
    fn group(&self, at: usize, start: usize, scratch: &mut Scratch) -> PolarsResult<Option<DataFrame>> {
        let group = &self.parts.metadata.row_groups[at];
        let rows = group.num_rows();
        let mut columns: Vec<(&str, Cells)> = Vec::new();
        for name in &self.stored {
            let known = self.lexicons.iter().find(|lexicon| lexicon.name == name).filter(|_| !self.is_shown(name));
            let known = known.map(|lexicon| lexicon.of_groups[at].len());
            let cells = match self.chunk(name, group)?.cells(scratch, known)? {
                Some(cells) => cells,
                None => Cells::Plain(self.left_to_polars(name, start, rows)?),
            };
            columns.push((name, cells));
        }
        let cells_of = |name: &str| columns.iter().find(|(known, _)| *known == name).map(|(_, cells)| cells);
        let mut known = vec![Known::Holds; rows];
        for question in &self.questions {
            match question {
                Question::OfValues(lexicon, of_values) => {
                    let lexicon = &self.lexicons[*lexicon];
                    let Some(Cells::Coded(_, places)) = cells_of(lexicon.name) else { return Ok(None) };
                    let of_group: Vec<Known> =
                        lexicon.of_groups[at].iter().map(|place| of_values[*place as usize]).collect();
                    for (known, place) in known.iter_mut().zip(places) {
                        *known = (*known).min(of_group[*place as usize]);
                    }
                }
                Question::OfRows(condition) => {
                    let fields = condition.fields.iter().filter_map(|name| cells_of(name).map(|cells| (name, cells)));
                    let fields = fields.map(|(name, cells)| cells.column(name, None));
                    let fields = fields.collect::<PolarsResult<Vec<_>>>()?;
                    let frame = DataFrame::new(rows, fields)?.lazy();
                    let holds =
                        frame.select([condition.holds.clone().cast(DataType::Boolean).alias(HOLDS)]).collect()?;
                    let holds = holds.column(HOLDS)?.bool()?.clone();
                    if holds.len() != rows {
                        return Ok(None);
                    }
                    for (known, holds) in known.iter_mut().zip(holds.iter()) {
                        *known = (*known).min(Known::of(holds));
                    }
                }
            }
        }
        let least = if self.asked.wants_undecided() { Known::Unknown } else { Known::Holds };
        let kept: Option<Vec<u32>> = (!self.questions.is_empty()).then(|| {
            let mut kept = Vec::with_capacity(known.iter().filter(|known| **known >= least).count());
            kept.extend((0_u32..).zip(&known).filter(|(_, known)| **known >= least).map(|(row, _)| row));
            kept
        });
        let height = kept.as_ref().map_or(rows, Vec::len);
        let mut out = Vec::new();
        for name in self.asked.columns {
            out.push(if name == HOLDS {
                let of = |row: usize| (known[row] == Known::Holds).then_some(true);
                let holds = match &kept {
                    Some(kept) if known.contains(&Known::Unknown) => {
                        BooleanChunked::from_iter_options(HOLDS.into(), kept.iter().map(|row| of(*row as usize)))
                    }
                    _ => BooleanChunked::full(HOLDS.into(), true, height),
                };
                holds.into_column()
            } else if Some(name.as_str()) == self.numbered {
                let start = u32::try_from(start).map_err(|_| too_many())?;
                let numbers = match &kept {
                    Some(kept) => kept.iter().map(|row| start + row).collect(),
                    None => (start..).take(rows).collect(),
                };
                UInt32Chunked::from_vec(name.as_str().into(), numbers).into_column()
            } else {
                match (cells_of(name), self.coded(name)) {
                    (Some(Cells::Coded(_, places)), Some(lexicon)) => lexicon.codes(at, places, kept.as_deref()),
                    (Some(cells), None) => cells.column(name, kept.as_deref())?,
                    _ => return Ok(None),
                }
            });
        }
        for (_, cells) in columns {
            scratch.take_back(cells);
        }
        DataFrame::new(height, out).map(Some)
    }

    /// Whether the values themselves are wanted: by whoever asks, or by a condition that is asked of each row.
    fn is_shown(&self, name: &str) -> bool {
        let by_rows = |question: &Question<'_>| match question {
            Question::OfRows(condition) => condition.fields.iter().any(|field| field == name),
            Question::OfValues(..) => false,
        };
        let is_wanted = self.asked.columns.iter().any(|column| column == name);
        self.questions.iter().any(by_rows) || (is_wanted && !self.is_coded(name))
    }

    /// The lexicon of a column that is wanted as numbers.
    fn coded(&self, name: &str) -> Option<&Lexicon<'a>> {
        let lexicon = self.lexicons.iter().find(|lexicon| lexicon.name == name)?;
        self.is_coded(name).then_some(lexicon)
    }

    fn is_coded(&self, name: &str) -> bool {
        [self.asked.coded, self.asked.columns].iter().all(|names| names.iter().any(|known| known == name))
    }

    fn chunk<'b>(&'b self, name: &'b str, group: &'b RowGroupMetadata) -> PolarsResult<Chunk<'b>> {
        let (place, kind) =
            self.parts.kind_of(name).ok_or_else(|| PolarsError::ColumnNotFound(name.to_owned().into()))?;
        let metadata = &group.parquet_columns()[place];
        Ok(Chunk { bytes: &self.parts.bytes, metadata, name, kind })
    }

    fn left_to_polars(&self, name: &str, start: usize, rows: usize) -> PolarsResult<Column> {
        let frame = self.parts.slice(&[name.to_owned()], (start, rows))?;
        frame.column(name).cloned()
    }
}

impl<'a> Lexicon<'a> {
    fn new(name: &'a str, of_groups: &[Series]) -> PolarsResult<Self> {
        let mut values = of_groups[0].clone();
        let mut places = vec![(0..).take(values.len()).collect()];
        for others in &of_groups[1..] {
            let of_group;
            (values, of_group) = united(&values, others)?;
            places.push(of_group);
        }
        Ok(Self { name, values, of_groups: places })
    }

    /// The numbers of the rows that are kept.
    fn codes(&self, group: usize, places: &[u32], kept: Option<&[u32]>) -> Column {
        let of_group = &self.of_groups[group];
        let codes = match kept {
            Some(kept) => kept.iter().map(|row| of_group[places[*row as usize] as usize]).collect(),
            None => places.iter().map(|place| of_group[*place as usize]).collect(),
        };
        UInt32Chunked::from_vec(PlSmallStr::from_str(self.name), codes).into_column()
    }
}

fn too_many() -> PolarsError {
    PolarsError::ComputeError("more rows than there are numbers".into())
}
