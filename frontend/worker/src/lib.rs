//! The Web Worker's program for payroll files. What it exports to its script is the desk's.

use desk as _;
