"""What people see, on whatever page or paper: templates, the form's controls, the policy, the receipt."""
