"""Remembering: the database and its narrow stores."""
