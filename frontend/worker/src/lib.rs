//! The Web Worker that checks files before they are sent.
