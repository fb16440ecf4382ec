//! The order of checks: one under way, the newest waiting, everything between forgotten.

/// Jobs for a worker that does one at a time.
#[derive(Debug)]
pub struct Queue<Job> {
    latest: u32,
    under_way: Option<u32>,
    waiting: Option<Job>,
}

impl<Job> Default for Queue<Job> {
    fn default() -> Self {
        Self { latest: 0, under_way: None, waiting: None }
    }
}

impl<Job> Queue<Job> {
    /// Takes a job in; it replaces one that waits. It starts with [`Queue::start_next`].
    pub fn push(&mut self, job: Job) {
        self.latest += 1;
        self.waiting = Some(job);
    }

    /// The job to start, with its number, when the worker is idle and one waits.
    pub fn start_next(&mut self) -> Option<(u32, Job)> {
        if self.under_way.is_some() {
            return None;
        }
        let job = self.waiting.take()?;
        self.under_way = Some(self.latest);
        Some((self.latest, job))
    }

    /// Notes that a job is done, and tells whether its answer still counts: nothing newer was taken in.
    pub fn finish(&mut self, seq: u32) -> Freshness {
        if self.under_way == Some(seq) {
            self.under_way = None;
        }
        if seq == self.latest { Freshness::Newest } else { Freshness::Outdated }
    }

    /// Forgets every job: the text they were about is gone, or the worker is.
    pub fn clear(&mut self) {
        self.latest += 1;
        self.waiting = None;
    }

    /// Forgets the job under way as well, because its worker will not answer.
    pub fn abandon(&mut self) {
        self.clear();
        self.under_way = None;
    }

    /// Whether an answer is still to come.
    pub fn is_busy(&self) -> bool {
        self.waiting.is_some() || self.under_way == Some(self.latest)
    }
}

/// Whether an answer is about the newest text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// It is.
    Newest,
    /// The text has changed since.
    Outdated,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_job_wins() {
        let mut queue = Queue::default();
        queue.push("a");
        assert_eq!(queue.start_next(), Some((1, "a")));
        queue.push("b");
        queue.push("c");
        assert_eq!(queue.start_next(), None, "one at a time");
        assert_eq!(queue.finish(1), Freshness::Outdated);
        assert_eq!(queue.start_next(), Some((3, "c")), "b is forgotten");
        assert!(queue.is_busy());
        assert_eq!(queue.finish(3), Freshness::Newest);
        assert_eq!(queue.start_next(), None);
        assert!(!queue.is_busy());
    }

    #[test]
    fn an_answer_about_a_text_that_is_gone_does_not_count() {
        let mut queue = Queue::default();
        queue.push("a");
        queue.start_next();
        queue.clear();
        assert!(!queue.is_busy());
        queue.push("b");
        assert_eq!(queue.start_next(), None, "the worker still works on a");
        assert_eq!(queue.finish(1), Freshness::Outdated);
        assert_eq!(queue.start_next(), Some((3, "b")));
    }

    #[test]
    fn a_worker_that_will_not_answer_does_not_block_the_next() {
        let mut queue = Queue::default();
        queue.push("a");
        queue.start_next();
        queue.abandon();
        queue.push("b");
        assert_eq!(queue.start_next(), Some((3, "b")));
    }
}
