mod database;
mod schema;
